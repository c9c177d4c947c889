import QtQuick
import Hearthboard

// A small drawing to be pressed.
Press {
    id: root

    required property int shape

    ring: height / 2
    background: Item {
        Rectangle {
            anchors.centerIn: parent
            width: Math.min(parent.width, 7 * Theme.unit)
            height: Math.min(parent.height, 5 * Theme.unit)
            radius: height / 2
            color: Theme.card
            border.width: Theme.dark ? 0 : 1
            border.color: Theme.line
        }
    }
    contentItem: Item {
        implicitWidth: 3 * Theme.unit
        implicitHeight: 3 * Theme.unit

        Glyph {
            anchors.centerIn: parent
            width: 3 * Theme.unit
            height: width
            shape: root.shape
            color: Theme.textSoft
        }
    }
}
