import QtQuick
import Hearthboard

Sheets {
    id: root

    required property HomeModel home
    readonly property ClimatePageModel page: home.climatePage
    readonly property bool refused: home.permissions.climate !== ""

    uniform: true
    Component.onCompleted: page.active = true
    Component.onDestruction: page.active = false

    EmptyState {
        shape: Glyph.Thermometer
        headline: root.refused ? qsTr("Climate") : qsTr("No climate sensors yet")
        text: root.refused ? root.home.permissions.climate
            : qsTr("As soon as a sensor reports a temperature, its room appears here.")
        Tile.present: root.page.count === 0
    }
    Repeater {
        model: root.page.days
        delegate: ClimateCard {
            required property ClimateDay modelData
            day: modelData
            refusal: root.home.permissions.climate
        }
    }
}
