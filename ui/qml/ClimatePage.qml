import QtQuick
import Hearthboard

Item {
    id: root

    required property HomeModel home
    readonly property ClimatePageModel page: home.climatePage
    readonly property int columns: Theme.portrait ? home.climate.rows : home.climate.columns
    readonly property int rows: Theme.portrait ? home.climate.columns : home.climate.rows

    Component.onCompleted: page.active = true
    Component.onDestruction: page.active = false

    EmptyState {
        visible: root.page.count === 0
        anchors.fill: parent
        shape: Glyph.Thermometer
        headline: root.home.permissions.climate === "" ? "No climate sensors yet" : "Climate"
        text: root.home.permissions.climate !== "" ? root.home.permissions.climate : "As soon as a sensor reports a temperature, its room appears here."
    }
    Item {
        id: grid
        anchors.fill: parent

        Repeater {
            model: root.page.days
            delegate: Card {
                id: card

                required property ClimateDay modelData
                required property int index
                readonly property int column: index % root.columns
                readonly property int row: Math.floor(index / root.columns)
                readonly property ClimatePlace place: modelData.place

                x: Math.round(column * (grid.width + Theme.gap) / root.columns)
                y: Math.round(row * (grid.height + Theme.gap) / root.rows)
                width: Math.round((column + 1) * (grid.width + Theme.gap) / root.columns) - Theme.gap - x
                height: Math.round((row + 1) * (grid.height + Theme.gap) / root.rows) - Theme.gap - y
                title: place.name
                note: (place.batteryLow ? "Battery low · " : "") + place.temperature.ageText
                warned: place.temperature.stale || place.batteryLow

                Quantity {
                    id: temperature
                    x: card.inset
                    y: card.bodyTop - Theme.unit
                    value: card.place.temperature
                    size: Theme.fontNumber
                }
                Row {
                    visible: card.place.humidity.known
                    anchors.right: parent.right
                    anchors.rightMargin: card.inset
                    y: temperature.y + temperature.baselineOffset - humidity.baselineOffset
                    spacing: Math.round(Theme.unit / 2)

                    Glyph {
                        width: Theme.fontTitle
                        height: width
                        anchors.verticalCenter: parent.verticalCenter
                        shape: Glyph.Drop
                        color: card.place.humidity.stale ? Theme.textFaint : Theme.cool
                    }
                    Quantity {
                        id: humidity
                        value: card.place.humidity
                        size: Theme.fontTitle
                    }
                }
                TimeChart {
                    x: card.inset
                    y: temperature.y + temperature.height
                    width: card.width - 2 * card.inset
                    height: card.height - y - Math.round(card.inset * 0.7)
                    model: card.modelData.chart
                    refusal: root.home.permissions.climate
                }
            }
        }
    }
}
