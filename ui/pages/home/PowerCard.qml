import QtQuick
import Hearthboard

Card {
    id: root

    required property PowerLive power
    // Why there is no power to show; else empty.
    property string refusal
    // Its phases stand in it.
    property bool phases: power.hasPhases
    readonly property bool refused: refusal !== ""
    readonly property bool narrow: width < 26 * Theme.fontBody

    letters: 20
    title: qsTr("Power now")
    glyph: Glyph.Bolt
    accent: Theme.power
    note: power.power.stale ? power.power.ageText
        : power.exports ? qsTr("Exporting %1 %2").arg(power.exported.text).arg(power.exported.unit) : ""
    warned: power.power.stale

    Label {
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        wrapMode: Text.Wrap
        text: root.refusal
        color: Theme.textSoft
        Tile.present: root.refused
        Tile.tall: 1
    }
    Item {
        implicitHeight: root.narrow ? number.implicitHeight : Math.max(number.implicitHeight, sums.implicitHeight)
        Tile.present: !root.refused
        Tile.tall: 1

        Quantity {
            id: number
            objectName: "powerNow"
            anchors.left: parent.left
            anchors.right: root.narrow ? parent.right : rule.left
            anchors.rightMargin: root.narrow ? 0 : Theme.gap
            anchors.verticalCenter: parent.verticalCenter
            value: root.power.power
            size: root.narrow ? Theme.fontBig : Theme.fontHuge
            unitSize: Math.round(size * 0.32)
        }
        Rectangle {
            id: rule
            visible: !root.narrow
            anchors.right: sums.left
            anchors.rightMargin: Theme.gap
            anchors.verticalCenter: parent.verticalCenter
            width: 1
            height: sums.height
            color: Theme.line
        }
        Stack {
            id: sums
            visible: !root.narrow
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, Math.round(parent.width * 0.4))
            height: implicitHeight
            spacing: Theme.compact ? Math.round(Theme.unit / 2) : Theme.gap

            Stat {
                value: root.power.today
                note: root.power.todayNote
            }
            Stat {
                value: root.power.cost
                note: root.power.costNote
            }
            Stat {
                value: root.power.hour
                note: root.power.hourNote
            }
        }
    }
    Cells {
        columns: 3
        least: Math.round(5 * Theme.fontBody)
        columnSpacing: Theme.gap
        Tile.present: root.narrow && !root.refused

        Stat {
            value: root.power.today
            note: root.power.todayNote
        }
        Stat {
            value: root.power.cost
            note: root.power.costNote
        }
        Stat {
            value: root.power.hour
            note: root.power.hourNote
        }
    }
    Phases {
        power: root.power
        Tile.present: root.phases && !root.refused
    }
}
