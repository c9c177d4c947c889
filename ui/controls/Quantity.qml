import QtQuick
import Hearthboard

// A number and its unit. The item wants the width of the widest number so far, so that what stands beside it does
// not move; the unit follows the number. In less room both are smaller.
Item {
    id: root

    required property ValueModel value
    property int size: Theme.fontNumber
    property int unitSize: Math.max(Theme.fontSmall, Math.round(size * 0.42))
    property color color: Theme.text
    property bool strong: true
    // It stands at the right end of its room.
    property bool toRight: false
    readonly property int gap: Math.round(unitSize * 0.35)
    readonly property bool dimmed: value.stale || !value.known
    readonly property real fit: width > 0 && width < implicitWidth ? width / implicitWidth : 1

    implicitWidth: Math.ceil(Math.max(wide.advanceWidth, room.advanceWidth) + gap + unitWide.advanceWidth) + 1
    implicitHeight: Math.ceil(wide.height)
    Accessible.role: Accessible.StaticText
    Accessible.name: (value.name === "" ? "" : value.name + " ") + value.text + " " + value.unit + (value.stale ? ", " + value.ageText : "")

    TextMetrics {
        id: wide
        font.family: Theme.family
        font.pixelSize: root.size
        font.letterSpacing: root.size > 40 ? -root.size * 0.02 : 0
        font.weight: root.strong ? Font.DemiBold : Font.Medium
        text: root.value.text
    }
    TextMetrics {
        id: room
        font: wide.font
        text: root.value.reserve
    }
    TextMetrics {
        id: unitWide
        font.family: Theme.family
        font.pixelSize: root.unitSize
        text: root.value.unit
    }
    Label {
        id: number
        objectName: "number"
        x: root.toRight ? root.width - Math.ceil(unit.width) - unit.anchors.leftMargin - width : 0
        anchors.verticalCenter: parent.verticalCenter
        text: root.value.text
        font.pixelSize: Math.floor(root.size * root.fit)
        font.letterSpacing: wide.font.letterSpacing
        font.weight: wide.font.weight
        color: root.dimmed ? Theme.textFaint : root.color
        Accessible.ignored: true
    }
    Label {
        id: unit
        anchors.left: number.right
        anchors.leftMargin: Math.round(root.gap * root.fit)
        anchors.baseline: number.baseline
        text: root.value.unit
        font.pixelSize: Math.floor(root.unitSize * root.fit)
        color: root.dimmed ? Theme.textFaint : Theme.textSoft
        Accessible.ignored: true
    }
}
