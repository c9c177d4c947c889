import QtQuick
import Hearthboard

Item {
    id: root

    required property HomeModel home
    readonly property int gap: Theme.gap
    // A home with little to say below gives its power more room.
    readonly property bool sparse: !pump && home.climate.rows === 1
    readonly property int upper: Math.round((height - gap) * (sparse ? 0.62 : stacked ? 0.54 : 0.5))
    readonly property bool stacked: Theme.portrait
    // Its room is taken by what it says, or by why it may not be asked.
    readonly property bool pump: home.heatPump.present || home.permissions.heatPump !== ""

    PowerCard {
        id: powerCard
        width: root.stacked ? root.width : Math.round((root.width - root.gap) * 0.58)
        height: root.stacked ? Math.round(root.upper * 0.56) : root.upper
        power: root.home.power
        refusal: root.home.permissions.energy
    }
    PriceCard {
        x: root.stacked ? 0 : powerCard.width + root.gap
        y: root.stacked ? powerCard.height + root.gap : 0
        width: root.width - x
        height: root.upper - y
        price: root.home.price
        refusal: root.home.permissions.price
    }
    HeatPumpCard {
        id: pumpCard
        visible: root.home.heatPump.present
        y: root.upper + root.gap
        width: root.stacked ? root.width : Math.round((root.width - root.gap) * 0.42)
        height: root.stacked ? Math.round((root.height - y - root.gap) * 0.48) : root.height - y
        heatPump: root.home.heatPump
    }
    EmptyState {
        visible: root.pump && !pumpCard.visible
        x: pumpCard.x
        y: pumpCard.y
        width: pumpCard.width
        height: pumpCard.height
        shape: Glyph.Flame
        headline: "Heat pump"
        text: root.home.permissions.heatPump
    }
    EmptyState {
        visible: root.home.climate.count === 0 && root.home.permissions.climate !== ""
        x: tiles.x
        y: tiles.y
        width: tiles.width
        height: tiles.height
        shape: Glyph.Thermometer
        headline: "Climate"
        text: root.home.permissions.climate
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
