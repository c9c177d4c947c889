import QtQuick
import Hearthboard

Card {
    id: root

    required property HeatPumpLive heatPump
    readonly property color stateColor: heatPump.stale ? Theme.textFaint
        : heatPump.usesAux ? Theme.bad
        : heatPump.makesHotWater ? Theme.hotWater
        : heatPump.working ? Theme.warm : Theme.textSoft

    title: "Heat pump"
    glyph: Glyph.Flame
    accent: Theme.warm
    note: heatPump.ageText
    warned: heatPump.stale

    Label {
        id: words
        objectName: "heatPumpState"
        x: root.inset
        y: root.bodyTop + Math.round(Theme.gap / 2)
        width: root.width - 2 * root.inset
        text: root.heatPump.stateText
        font.pixelSize: Theme.compact ? Theme.fontTitle : Theme.fontNumber
        font.weight: Font.DemiBold
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.fontBody
        color: root.stateColor
    }
    Grid {
        id: grid
        x: root.inset
        y: root.height - root.inset - height
        columns: 3
        rowSpacing: Theme.compact && Theme.portrait ? 0 : Theme.compact ? Theme.unit : 2 * Theme.gap

        Repeater {
            model: [root.heatPump.outdoor, root.heatPump.supply, root.heatPump.returned,
                root.heatPump.hotWater, root.heatPump.brineIn, root.heatPump.brineOut]
            delegate: Item {
                id: cell

                required property ValueModel modelData

                width: Math.floor((root.width - 2 * root.inset) / 3)
                height: stat.implicitHeight

                Stat {
                    id: stat
                    value: cell.modelData
                    size: Theme.compact && Theme.portrait ? Theme.fontTitle : Theme.compact ? Math.round(Theme.fontTitle * 1.2) : Math.round(Theme.fontNumber * 0.9)
                    aged: false
                }
            }
        }
    }
}
