import QtQuick
import Hearthboard

// A few words in a pill, with a dot that says how grave they are; it leads somewhere.
Press {
    id: root

    property color dot: "transparent"

    ring: height / 2
    leftPadding: 2 * Theme.unit
    rightPadding: leftPadding
    background: Item {
        Rectangle {
            anchors.centerIn: parent
            width: parent.width
            height: Math.min(parent.height, Math.max(5 * Theme.unit, root.implicitContentHeight + Theme.unit))
            radius: height / 2
            color: Theme.card
            border.width: Theme.dark ? 0 : 1
            border.color: Theme.line
        }
    }
    contentItem: Line {
        spacing: Theme.unit

        Rectangle {
            implicitWidth: Math.round(1.25 * Theme.unit)
            implicitHeight: implicitWidth
            radius: width / 2
            color: root.dot
            Tile.present: root.dot.a > 0
        }
        Label {
            text: root.text
            font.pixelSize: Theme.fontSmall
            color: Theme.textSoft
            mayBeCut: true
            Tile.shrinks: true
            Accessible.ignored: true
        }
    }
}
