import QtQuick
import Hearthboard

// The way to the pages, for a finger.
Rectangle {
    id: root

    required property AppModel app

    color: Theme.rail

    Grid {
        y: Theme.portrait ? 0 : Theme.gap
        columns: Theme.portrait ? 4 : 1

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
                width: Theme.portrait ? Math.floor(root.width / 4) : root.width
                height: Theme.portrait ? root.height : Theme.railWidth
                shape: modelData.shape
                name: modelData.name
                current: root.app.page === modelData.page
                onChosen: root.app.page = modelData.page
            }
        }
    }
    RailButton {
        objectName: "rail.theme"
        visible: !Theme.portrait
        y: root.height - height - Theme.gap
        width: root.width
        height: Theme.railWidth
        shape: root.app.dark ? Glyph.Sun : Glyph.Moon
        name: root.app.dark ? "Light" : "Dark"
        current: false
        onChosen: root.app.dark = !root.app.dark
    }
}
