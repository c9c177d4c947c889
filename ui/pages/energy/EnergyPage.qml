import QtQuick
import Hearthboard

Sheets {
    id: root

    required property HomeModel home
    readonly property EnergyPageModel page: home.energyPage

    Component.onCompleted: page.active = true
    Component.onDestruction: page.active = false

    Card {
        id: powerCard

        readonly property bool narrow: width < 34 * Theme.fontBody

        letters: 40
        title: qsTr("Power")
        glyph: Glyph.Bolt
        accent: Theme.power
        note: narrow ? qsTr("24 hours") : qsTr("24 hours · mean, lowest to highest")
        Tile.tall: 1.5

        Cells {
            columns: 5
            least: Math.round(6.5 * Theme.fontBody)
            columnSpacing: Theme.gap
            rowSpacing: Math.round(Theme.unit / 2)

            Stat {
                value: root.home.power.power
                name: qsTr("Now")
                size: Theme.fontNumber
            }
            Stat {
                value: root.page.mean
                note: root.page.meanNote
                size: Theme.fontNumber
            }
            Stat {
                value: root.page.peak
                note: root.page.peakTime
                size: Theme.fontNumber
            }
            Stat {
                value: root.home.power.today
                note: root.home.power.todayNote
                size: Theme.fontNumber
            }
            Stat {
                value: root.home.power.cost
                note: root.home.power.costNote
                size: Theme.fontNumber
            }
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
        note: root.page.total.known ? root.page.total.text + " kWh " + root.page.totalSpan : "kWh"

        BarChart {
            inset: chart.plotLeft
            rows: root.page.hours
            refusal: root.home.permissions.energy
            emptyText: root.page.chart.emptyText
            Tile.tall: 1
        }
    }
}
