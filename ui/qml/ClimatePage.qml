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
        headline: "No climate sensors yet"
        text: "As soon as a sensor reports a temperature, its room appears here."
    }
    Grid {
        id: grid
        anchors.fill: parent
        columns: root.columns
        spacing: Theme.gap

        Repeater {
            model: root.page.days
            delegate: Card {
                id: card

                required property ClimateDay modelData
                readonly property ClimatePlace place: modelData.place

                width: Math.floor((grid.width - (root.columns - 1) * Theme.gap) / root.columns)
                height: Math.floor((grid.height - (root.rows - 1) * Theme.gap) / root.rows)
                title: place.name
                note: place.temperature.ageText
                warned: place.temperature.stale

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
                }
            }
        }
    }
}
