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
    Item {
        id: tiles
        x: root.pump && !root.stacked ? pumpCard.width + root.gap : 0
        y: root.upper + root.gap + (root.pump && root.stacked ? pumpCard.height + root.gap : 0)
        width: root.width - x
        height: root.height - y

        readonly property int columns: root.home.climate.columns
        readonly property int rows: root.home.climate.rows

        Repeater {
            model: root.home.climate.places
            delegate: ClimateTile {
                required property ClimatePlace modelData
                required property int index
                readonly property int column: index % tiles.columns
                readonly property int row: Math.floor(index / tiles.columns)

                place: modelData
                // From edge to edge: what division leaves over is spread, not left at the end.
                x: Math.round(column * (tiles.width + root.gap) / tiles.columns)
                y: Math.round(row * (tiles.height + root.gap) / tiles.rows)
                width: Math.round((column + 1) * (tiles.width + root.gap) / tiles.columns) - root.gap - x
                height: Math.round((row + 1) * (tiles.height + root.gap) / tiles.rows) - root.gap - y
            }
        }
    }
}
