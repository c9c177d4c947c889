import QtQuick
import Hearthboard

// A line of a chart in words: its colour, its name, and the value it has now.
Item {
    id: root

    required property LegendEntry entry

    implicitWidth: bar.width + Theme.unit + stat.implicitWidth
    implicitHeight: stat.implicitHeight

    Rectangle {
        id: bar
        anchors.verticalCenter: parent.verticalCenter
        width: Math.round(Theme.unit / 2)
        height: Math.round(parent.height * 0.85)
        radius: width / 2
        color: Theme.tones[root.entry.tone]
    }
    Stat {
        id: stat
        anchors.left: bar.right
        anchors.leftMargin: Theme.unit
        anchors.right: parent.right
        value: root.entry.value
        aged: false
    }
}
