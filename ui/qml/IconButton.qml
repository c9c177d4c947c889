import QtQuick
import Hearthboard

// A small drawing to be pressed; the finger may miss it a little.
Rectangle {
    id: root

    required property int shape
    required property string name
    signal chosen

    implicitWidth: (Theme.touch ? 8 : 6) * Theme.unit
    implicitHeight: (Theme.touch ? 7 : 5) * Theme.unit
    radius: height / 2
    color: Theme.card
    border.width: activeFocus ? 3 : Theme.dark ? 0 : 1
    border.color: activeFocus ? Theme.price : Theme.line
    activeFocusOnTab: true

    Accessible.role: Accessible.Button
    Accessible.name: name
    Accessible.onPressAction: root.chosen()
    Keys.onReturnPressed: root.chosen()
    Keys.onEnterPressed: root.chosen()
    Keys.onSpacePressed: root.chosen()

    Glyph {
        anchors.centerIn: parent
        width: 3 * Theme.unit
        height: width
        shape: root.shape
        color: Theme.textSoft
    }
    TapHandler {
        margin: Theme.unit
        onTapped: root.chosen()
    }
}
