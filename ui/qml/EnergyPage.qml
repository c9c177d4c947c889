import QtQuick
import Hearthboard

Item {
    id: root

    required property HomeModel home
    readonly property EnergyPageModel page: home.energyPage

    Component.onCompleted: page.active = true
    Component.onDestruction: page.active = false

    Card {
        id: powerCard
        width: root.width
        height: Math.round((root.height - Theme.gap) * 0.6)
        title: "Power"
        glyph: Glyph.Bolt
        accent: Theme.power
        note: Theme.portrait ? "24 hours" : "24 hours · mean, lowest to highest"

        Row {
            id: figures
            x: powerCard.inset
            y: powerCard.bodyTop
            spacing: Theme.portrait ? 2 * Theme.gap : Theme.compact ? 3 * Theme.gap : 4 * Theme.gap

            Stat {
                value: root.home.power.power
                name: "Now"
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
        }
        Row {
            id: today
            x: Theme.portrait ? powerCard.inset : powerCard.width - powerCard.inset - width
            y: Theme.portrait ? figures.y + figures.height : powerCard.bodyTop
            spacing: figures.spacing

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
            x: powerCard.inset
            y: Math.max(figures.y + figures.height, today.y + today.height) + Theme.unit
            width: powerCard.width - 2 * powerCard.inset
            height: powerCard.height - y - Math.round(powerCard.inset * 0.7)
            model: root.page.chart
            refusal: root.home.permissions.energy
        }
    }
    Card {
        id: hourCard
        y: powerCard.height + Theme.gap
        width: root.width
        height: root.height - y
        title: "Energy by the hour"
        glyph: Glyph.Bolt
        accent: Theme.power
        note: root.page.total.known ? root.page.total.text + " kWh " + root.page.totalSpan : "kWh"

        BarChart {
            x: hourCard.inset
            y: hourCard.bodyTop
            width: chart.width
            height: hourCard.height - y - hourCard.inset
            inset: chart.plotLeft
            rows: root.page.hours
            refusal: root.home.permissions.energy
            emptyText: root.page.chart.emptyText
        }
    }
}
