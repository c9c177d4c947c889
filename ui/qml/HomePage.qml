import QtQuick
import Hearthboard

Item {
    id: root

    required property HomeModel home
    readonly property int gap: Theme.gap
    // A home with little to say below gives its power more room.
    readonly property bool sparse: !home.heatPump.present && home.climate.rows === 1
    readonly property int upper: Math.round((height - gap) * (sparse ? 0.62 : stacked ? 0.54 : 0.5))
    readonly property bool stacked: Theme.portrait
    readonly property bool pump: home.heatPump.present

    PowerCard {
        id: powerCard
        width: root.stacked ? root.width : Math.round((root.width - root.gap) * 0.58)
        height: root.stacked ? Math.round(root.upper * 0.56) : root.upper
        power: root.home.power
    }
    PriceCard {
        x: root.stacked ? 0 : powerCard.width + root.gap
        y: root.stacked ? powerCard.height + root.gap : 0
        width: root.width - x
        height: root.upper - y
        price: root.home.price
    }
    HeatPumpCard {
        id: pumpCard
        visible: root.pump
        y: root.upper + root.gap
        width: root.stacked ? root.width : Math.round((root.width - root.gap) * 0.42)
        height: root.stacked ? Math.round((root.height - y - root.gap) * 0.48) : root.height - y
        heatPump: root.home.heatPump
    }
    Grid {
        id: tiles
        x: root.pump && !root.stacked ? pumpCard.width + root.gap : 0
        y: root.upper + root.gap + (root.pump && root.stacked ? pumpCard.height + root.gap : 0)
        width: root.width - x
        height: root.height - y
        columns: root.home.climate.columns
        spacing: root.gap

        Repeater {
            model: root.home.climate.places
            delegate: ClimateTile {
                required property ClimatePlace modelData
                place: modelData
                width: Math.floor((tiles.width - (root.home.climate.columns - 1) * root.gap) / root.home.climate.columns)
                height: Math.floor((tiles.height - (root.home.climate.rows - 1) * root.gap) / root.home.climate.rows)
            }
        }
    }
}
