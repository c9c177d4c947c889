import QtQuick
import QtQuick.Layouts
import Hearthboard

// The way to the pages, for a finger: beside them, or below where the window is higher than wide.
Rectangle {
    id: root

    required property AppModel app

    implicitWidth: Theme.railWidth
    implicitHeight: Theme.railWidth
    color: Theme.rail
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Pages")

    GridLayout {
        anchors.fill: parent
        flow: Theme.portrait ? GridLayout.LeftToRight : GridLayout.TopToBottom
        rows: Theme.portrait ? 1 : root.app.pages.count + 2
        columns: Theme.portrait ? root.app.pages.count : 1
        columnSpacing: 0
        rowSpacing: 0

        Repeater {
            model: root.app.pages
            delegate: RailButton {
                required property int page
                required property string name
                required property string title
                required shape

                objectName: "rail." + name
                text: title
                current: root.app.page === page
                onChosen: root.app.page = page
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.minimumWidth: 0
                Layout.preferredWidth: 1
                Layout.maximumHeight: Theme.railWidth
            }
        }
        Item {
            visible: !Theme.portrait
            Layout.fillHeight: true
        }
        RailButton {
            objectName: "rail.theme"
            visible: !Theme.portrait
            shape: root.app.dark ? Glyph.Sun : Glyph.Moon
            text: root.app.dark ? qsTr("Light") : qsTr("Dark")
            current: false
            onChosen: root.app.dark = !root.app.dark
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.maximumHeight: Theme.railWidth
        }
    }
}
