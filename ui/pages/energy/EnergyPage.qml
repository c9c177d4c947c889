import QtQuick
import Hearthboard

Sheets {
    id: root

    required property HomeModel home
    readonly property EnergyPageModel page: home.energyPage
    // The figures have a tile of their own where they would leave no room for the chart.
    readonly property bool tight: height < 25 * Theme.fontBody

    Component.onCompleted: page.active = true
    Component.onDestruction: page.active = false

    ScrollCard {
        title: qsTr("Power")
        glyph: Glyph.Bolt
        accent: Theme.power
        Tile.present: root.tight

        EnergyFigures {
            home: root.home
        }
    }
    Card {
        readonly property bool narrow: width < 34 * Theme.fontBody

        letters: 40
        title: qsTr("Power")
        glyph: Glyph.Bolt
        accent: Theme.power
        note: narrow ? qsTr("24 hours") : qsTr("24 hours · mean, lowest to highest")
        Tile.tall: 1.5

        EnergyFigures {
            home: root.home
            Tile.present: !root.tight
        }
        TimeChart {
            id: chart
            model: root.page.chart
            refusal: root.home.permissions.energy
            Tile.tall: 1
        }
    }
    Card {
        letters: 40
        title: qsTr("Energy by the hour")
        glyph: Glyph.Bolt
        accent: Theme.power
        note: root.page.total.known ? qsTr("%1 kWh %2", "how much, and of which time: in 24 hours, since 22:07").arg(root.page.total.text).arg(root.page.totalSpan) : "kWh"

        BarChart {
            inset: chart.plotLeft
            rows: root.page.hours
            refusal: root.home.permissions.energy
            emptyText: root.page.chart.emptyText
            Tile.tall: 1
        }
    }
}
