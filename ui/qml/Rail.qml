import QtQuick
import Hearthboard

// The way to the pages, for a finger.
Rectangle {
    id: root

    required property AppModel app

    color: Theme.rail

    Column {
        y: Theme.gap
        width: parent.width

        Repeater {
            model: [
                { page: AppModel.HomePage, shape: Glyph.House, name: "Home" },
                { page: AppModel.EnergyPage, shape: Glyph.Bolt, name: "Energy" },
                { page: AppModel.HeatPumpPage, shape: Glyph.Flame, name: "Heat pump" },
                { page: AppModel.ClimatePage, shape: Glyph.Thermometer, name: "Climate" }
            ]
            delegate: RailButton {
                required property var modelData
                objectName: "rail." + modelData.name
                width: root.width
                shape: modelData.shape
                name: modelData.name
                current: root.app.page === modelData.page
                onChosen: root.app.page = modelData.page
            }
        }
    }
}
