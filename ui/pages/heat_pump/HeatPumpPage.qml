import QtQuick
import Hearthboard

Sheets {
    id: root

    required property HomeModel home
    readonly property HeatPumpPageModel page: home.heatPumpPage
    // The figures have a tile of their own where they would leave no room for the chart.
    readonly property bool tight: height < 22 * Theme.fontBody
    readonly property bool refused: home.permissions.heatPump !== ""

    Component.onCompleted: page.active = true
    Component.onDestruction: page.active = false

    EmptyState {
        shape: Glyph.Flame
        headline: root.refused ? qsTr("Heat pump") : qsTr("No heat pump here")
        text: root.refused ? root.home.permissions.heatPump
            : qsTr("Nothing has been heard of a heat pump in this home. As soon as one reports, it appears.")
        Tile.present: !root.page.live.present
    }
    Card {
        title: root.page.live.stateText
        glyph: Glyph.Flame
        accent: Theme.warm
        note: root.page.live.ageText
        warned: root.page.live.stale
        Tile.present: root.page.live.present && root.tight

        HeatPumpLegend {
            page: root.page
        }
    }
    Card {
        letters: 40
        title: root.page.live.stateText
        glyph: Glyph.Flame
        accent: Theme.warm
        note: root.page.live.ageText
        warned: root.page.live.stale
        Tile.present: root.page.live.present
        Tile.tall: 2

        HeatPumpLegend {
            page: root.page
            Tile.present: !root.tight
        }
        TimeChart {
            id: chart
            model: root.page.chart
            refusal: root.home.permissions.heatPump
            Tile.tall: 1
        }
    }
    Card {
        letters: 40
        title: qsTr("When it ran")
        glyph: Glyph.Flame
        accent: Theme.warm
        note: qsTr("24 hours")
        spacing: Theme.gap
        Tile.present: root.page.live.present
        Tile.tall: 0

        Repeater {
            model: root.page.bands
            delegate: StateBand {
                required property RunBand modelData
                band: modelData
            }
        }
    }
}
