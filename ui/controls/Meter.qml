import QtQuick
import Hearthboard

// How much of what there can be, as a bar.
Rectangle {
    id: root

    property real fraction: 0
    property color fill: Theme.power
    property alias name: bar.objectName

    implicitHeight: Theme.unit
    radius: height / 2
    color: Theme.raised

    Rectangle {
        id: bar
        width: Math.max(parent.height, Math.round(parent.width * root.fraction))
        height: parent.height
        radius: parent.radius
        color: root.fill
    }
}
