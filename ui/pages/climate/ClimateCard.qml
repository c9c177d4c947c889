import QtQuick
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
    Item {
        implicitHeight: temperature.implicitHeight

        Quantity {
            id: temperature
            anchors.left: parent.left
            anchors.right: humidity.left
            value: root.place.temperature
            size: Theme.fontNumber
        }
        Humidity {
            id: humidity
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            visible: root.place.humidity.known
            value: root.place.humidity
            size: Theme.fontTitle
        }
    }
    Item {
        implicitHeight: 7 * Theme.fontSmall
        Tile.tall: 1

        Loader {
            anchors.fill: parent
            // Charts that nobody sees cost nothing.
            active: root.Tile.shown
            sourceComponent: TimeChart {
                model: root.day.chart
                refusal: root.refusal
            }
        }
    }
}
