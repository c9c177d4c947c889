import QtQuick
import Hearthboard

// A number and its unit. The item keeps the width of the widest number so far, so that what stands beside it does
// not move; the unit follows the number.
Item {
    id: root

    required property ValueModel value
    property int size: Theme.fontNumber
    property int unitSize: Math.max(Theme.fontSmall, Math.round(size * 0.42))
    property color color: Theme.text
    property bool strong: true
    readonly property bool dimmed: value.stale || !value.known

    implicitWidth: Math.ceil(Math.max(number.implicitWidth, room.advanceWidth) + unit.anchors.leftMargin + unit.implicitWidth)
    implicitHeight: number.implicitHeight
    baselineOffset: number.baselineOffset

    TextMetrics {
        id: room
        font: number.font
        text: root.value.reserve
    }
    Label {
        id: number
        objectName: "number"
        text: root.value.text
        font.pixelSize: root.size
        font.letterSpacing: root.size > 40 ? -root.size * 0.02 : 0
        font.weight: root.strong ? Font.DemiBold : Font.Medium
        color: root.dimmed ? Theme.textFaint : root.color
    }
    Label {
        id: unit
        anchors.left: number.right
        anchors.leftMargin: Math.round(root.unitSize * 0.35)
        anchors.baseline: number.baseline
        text: root.value.unit
        font.pixelSize: root.unitSize
        color: root.dimmed ? Theme.textFaint : Theme.textSoft
    }
}
