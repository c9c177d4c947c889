import QtQuick
import Hearthboard

// Power now and over the day, and what the day came to.
Cells {
    id: root

    required property HomeModel home

    columns: 5
    least: Math.round(5.8 * Theme.fontBody)
    columnSpacing: Theme.gap
    rowSpacing: Math.round(Theme.unit / 2)

    Stat {
        value: root.home.power.power
        name: qsTr("Now")
        size: Theme.fontNumber
    }
    Stat {
        value: root.home.energyPage.mean
        note: root.home.energyPage.meanNote
        size: Theme.fontNumber
    }
    Stat {
        value: root.home.energyPage.peak
        note: root.home.energyPage.peakTime
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
