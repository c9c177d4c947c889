import QtQuick
import Hearthboard

Card {
    id: root

    required property HeatPumpLive heatPump
    readonly property bool narrow: width < 24 * Theme.fontBody
    readonly property color stateColor: heatPump.stale ? Theme.textFaint
        : heatPump.usesAux ? Theme.bad
        : heatPump.makesHotWater ? Theme.hotWater
        : heatPump.working ? Theme.warm : Theme.textSoft

    title: qsTr("Heat pump")
    glyph: Glyph.Flame
    accent: Theme.warm
    note: heatPump.ageText
    warned: heatPump.stale

    Label {
        objectName: "heatPumpState"
        text: root.heatPump.stateText
        font.pixelSize: root.narrow ? Theme.fontTitle : Theme.fontNumber
        font.weight: Font.DemiBold
        color: root.stateColor
        wrapMode: Text.Wrap
        verticalAlignment: Text.AlignVCenter
        Tile.tall: 1
    }
    Cells {
        columns: 3
        least: Math.round(5 * Theme.fontBody)
        columnSpacing: Theme.gap
        rowSpacing: Theme.compact ? 0 : Theme.gap

        Repeater {
            model: [root.heatPump.outdoor, root.heatPump.supply, root.heatPump.returned,
                root.heatPump.hotWater, root.heatPump.brineIn, root.heatPump.brineOut]
            delegate: Stat {
                required property ValueModel modelData
                value: modelData
                size: root.narrow ? Theme.fontTitle : Math.round(Theme.fontNumber * 0.9)
                aged: false
            }
        }
    }
}
