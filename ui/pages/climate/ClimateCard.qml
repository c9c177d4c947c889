import QtQuick
import QtQuick.Layouts
import Hearthboard

// One place: its numbers, and its last 24 hours.
Card {
    id: root

    required property ClimateDay day
    property string refusal
    readonly property ClimatePlace place: day.place

    letters: 15
    spacing: 0
    title: place.name
    note: (place.batteryLow ? qsTr("Battery low") + " · " : "") + place.temperature.ageText
    warned: place.temperature.stale || place.batteryLow

    // What stands on another sheet is looked at by nobody.
    Binding {
        target: root.day
        property: "shown"
        value: root.Tile.shown
    }
    RowLayout {
        spacing: Theme.gap

        Quantity {
            value: root.place.temperature
            size: Theme.fontNumber
            Layout.fillWidth: true
        }
        Humidity {
            visible: root.place.humidity.known
            value: root.place.humidity
            size: Theme.fontTitle
        }
    }
    TimeChart {
        model: root.day.chart
        refusal: root.refusal
        Tile.tall: 1
    }
}
