import QtQuick
import Hearthboard

// What the house does now, for whoever walks past.
Sheets {
    id: root

    required property HomeModel home
    // Its room is taken by what it says, or by why it may not be asked.
    readonly property bool pump: home.heatPump.present
    // The phases have a tile of their own where the card with the power would be higher than the window.
    readonly property bool low: height < 20 * Theme.fontBody
    readonly property bool rooms: home.climate.count > 0

    PowerCard {
        power: root.home.power
        refusal: root.home.permissions.energy
        phases: power.hasPhases && !root.low
        Tile.weight: 1.4
        Tile.tall: 1.1
    }
    Card {
        title: qsTr("Phases")
        glyph: Glyph.Bolt
        accent: Theme.power
        Tile.present: root.low && root.home.power.hasPhases && root.home.permissions.energy === ""
        Tile.tall: 0

        Phases {
            power: root.home.power
        }
    }
    PriceCard {
        price: root.home.price
        refusal: root.home.permissions.price
        Tile.tall: 1.1
    }
    HeatPumpCard {
        heatPump: root.home.heatPump
        Tile.present: root.pump
    }
    EmptyState {
        shape: Glyph.Flame
        headline: qsTr("Heat pump")
        text: root.home.permissions.heatPump
        Tile.present: !root.pump && text !== ""
    }
    EmptyState {
        shape: Glyph.Thermometer
        headline: qsTr("Climate")
        text: root.home.permissions.climate
        Tile.present: !root.rooms && text !== ""
    }
    Sheets {
        id: places
        uniform: true
        Tile.weight: 1.4
        Tile.present: root.rooms

        Repeater {
            model: root.home.climate.places
            delegate: ClimateTile {
                required property ClimatePlace modelData
                place: modelData
            }
        }
    }
}
