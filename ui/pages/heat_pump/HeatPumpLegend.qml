import QtQuick
import Hearthboard

// Its lines in words, with what they are now.
Cells {
    id: root

    required property HeatPumpPageModel page

    columns: 6
    least: Math.round(6 * Theme.fontBody)
    columnSpacing: Theme.gap
    rowSpacing: Math.round(Theme.unit / 2)

    Repeater {
        model: root.page.legend
        delegate: LegendStat {
            required property LegendEntry modelData
            entry: modelData
        }
    }
}
