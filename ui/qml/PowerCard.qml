import QtQuick
import Hearthboard

Card {
    id: root

    required property PowerLive power
    // Why there is no power to show; else empty.
    property string refusal
    readonly property bool refused: refusal !== ""

    title: "Power now"
    glyph: Glyph.Bolt
    accent: Theme.power
    note: power.power.stale ? power.power.ageText : power.exports ? "Exporting " + power.exported.text + " " + power.exported.unit : ""
    warned: power.power.stale

    Label {
        visible: root.refused
        anchors.centerIn: parent
        width: root.width - 2 * root.inset
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: root.refusal
        color: Theme.textSoft
    }
    Quantity {
        id: now
        objectName: "powerNow"
        visible: !root.refused
        x: root.inset
        y: root.bodyTop + Math.round((phases.y - root.bodyTop - height) / 2)
        value: root.power.power
        size: Theme.fontHuge
        unitSize: Math.round(Theme.fontHuge * 0.32)
        // What the sums say of themselves may need its room.
        transformOrigin: Item.Left
        scale: Math.min(1, (sums.x - 3 * Theme.gap - x) / implicitWidth)
    }
    Rectangle {
        visible: !root.refused
        x: sums.x - 2 * Theme.gap
        y: sums.y
        width: 1
        height: sums.height
        color: Theme.line
    }
    Column {
        id: sums
        visible: !root.refused
        x: root.width - root.inset - width
        y: root.bodyTop + Math.round((phases.y - root.bodyTop - height) / 2)
        width: Math.max(today.implicitWidth, cost.implicitWidth, hour.implicitWidth)
        spacing: Theme.compact ? Math.round(Theme.unit / 2) : Theme.gap

        Stat {
            id: today
            value: root.power.today
            note: root.power.todayNote
        }
        Stat {
            id: cost
            value: root.power.cost
            note: root.power.costNote
        }
        Stat {
            id: hour
            value: root.power.hour
            note: root.power.hourNote
        }
    }
    Row {
        id: phases
        visible: root.power.hasPhases && !root.refused
        x: root.inset
        y: root.height - root.inset - height
        width: root.width - 2 * root.inset
        spacing: 2 * Theme.gap

        Repeater {
            model: root.power.phases
            delegate: Item {
                id: phase

                required property PhaseModel modelData

                width: Math.floor((phases.width - 2 * phases.spacing) / 3)
                height: name.implicitHeight + track.height + Theme.unit

                Label {
                    id: name
                    anchors.baseline: value.baseline
                    text: phase.modelData.power.name
                    color: Theme.textFaint
                }
                Quantity {
                    id: value
                    anchors.right: parent.right
                    value: phase.modelData.power
                    size: Theme.fontBody
                    strong: false
                }
                Rectangle {
                    id: track
                    width: parent.width
                    height: Theme.unit
                    anchors.bottom: parent.bottom
                    radius: height / 2
                    color: Theme.raised

                    Rectangle {
                        width: Math.max(parent.height, Math.round(parent.width * phase.modelData.fraction))
                        height: parent.height
                        radius: parent.radius
                        color: phase.modelData.power.stale ? Theme.textFaint : Theme.power
                    }
                }
            }
        }
    }
}
