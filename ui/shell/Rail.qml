import QtQuick
import Hearthboard

// The way to the pages, for a finger: beside them, or below where the window is higher than wide.
Rectangle {
    id: root

    required property AppModel app
    readonly property int buttonHeight: Theme.portrait ? height : Math.min(Theme.railWidth, Math.floor(height / (app.pages.count + 1)))

    implicitWidth: Theme.railWidth
    implicitHeight: Theme.railWidth
    color: Theme.rail
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Pages")

    Cells {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        columns: Theme.portrait ? root.app.pages.count : 1

        Repeater {
            model: root.app.pages
            delegate: RailButton {
                required property int page
                required property string name
                required property string title
                required shape

                objectName: "rail." + name
                implicitHeight: root.buttonHeight
                text: title
                current: root.app.page === page
                onChosen: root.app.page = page
            }
        }
    }
    RailButton {
        objectName: "rail.theme"
        visible: !Theme.portrait
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: root.buttonHeight
        shape: root.app.dark ? Glyph.Sun : Glyph.Moon
        text: root.app.dark ? qsTr("Light") : qsTr("Dark")
        current: false
        onChosen: root.app.dark = !root.app.dark
    }
}
