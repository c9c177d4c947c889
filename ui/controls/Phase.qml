import QtQuick
import Hearthboard

// One phase: its name, its power, and how much of what its fuse lets through that is.
Item {
    id: root

    required property PhaseModel phase

    implicitWidth: name.implicitWidth + Theme.unit + value.implicitWidth
    implicitHeight: value.implicitHeight + Math.round(Theme.unit / 2) + meter.height

    Label {
        id: name
        anchors.left: parent.left
        width: Math.min(implicitWidth, Math.round(parent.width * 0.35))
        text: root.phase.power.name
        color: Theme.textFaint
        mayBeCut: true
    }
    Quantity {
        id: value
        anchors.left: name.right
        anchors.leftMargin: Math.round(Theme.unit / 2)
        anchors.right: parent.right
        value: root.phase.power
        size: Theme.fontBody
        strong: false
        toRight: true
    }
    Meter {
        id: meter
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        fraction: root.phase.fraction
        fill: root.phase.power.stale ? Theme.textFaint : Theme.power
    }
}
