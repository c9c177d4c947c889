import QtQuick
import Hearthboard

Item {
    id: root

    required property HomeModel home
    readonly property int gap: Theme.gap
    // A home with little to say below gives its power more room.
    readonly property bool sparse: !home.heatPump.present && home.climate.rows === 1
    readonly property int upper: Math.round((height - gap) * (sparse ? 0.62 : 0.5))
    readonly property int split: Math.round((width - gap) * 0.58)
    readonly property int pump: home.heatPump.present ? Math.round((width - gap) * 0.42) : -gap

    PowerCard {
        width: root.split
        height: root.upper
        power: root.home.power
    }
    PriceCard {
        x: root.split + root.gap
        width: root.width - x
        height: root.upper
        price: root.home.price
    }
    HeatPumpCard {
        visible: root.home.heatPump.present
        y: root.upper + root.gap
        width: root.pump
        height: root.height - y
        heatPump: root.home.heatPump
    }
    Grid {
        id: tiles
        x: root.pump + root.gap
        y: root.upper + root.gap
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
