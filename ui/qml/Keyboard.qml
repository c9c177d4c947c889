import QtQuick
import QtQuick.VirtualKeyboard

// The keyboard on the screen of a display that has no other. A file of its own, for the module may be missing.
InputPanel {
    objectName: "onScreenKeyboard"
}
