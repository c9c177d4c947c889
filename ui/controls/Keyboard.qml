import QtQuick
import QtQuick.VirtualKeyboard

// The keyboard on the screen of a display that has no other; as high as what of it is shown. A file of its own, for the
// module may be missing.
Item {
    objectName: "onScreenKeyboard"
    height: panel.active ? panel.height : 0

    InputPanel {
        id: panel
        width: parent.width
    }
}
