import QtQuick
import Hearthboard

// Every key there is, under F1.
Dialog {
    id: root

    required property AppModel app

    name: "keysDialog"
    title: qsTr("Keys")
    letters: 30
    onDismissed: app.keysShown = false

    Repeater {
        model: [
            { keys: "Ctrl+1 … " + root.app.pageCount, what: qsTr("The pages") },
            { keys: "Tab, Enter", what: qsTr("To the next, and press it") },
            { keys: "Ctrl+E", what: qsTr("Export") },
            { keys: "F11", what: qsTr("The whole screen, or a window") },
            { keys: "Esc", what: qsTr("Close what lies above") },
            { keys: "F1", what: qsTr("These keys") },
            { keys: "Ctrl+Q", what: qsTr("Quit") }
        ]
        delegate: Fact {
            required property var modelData

            name: modelData.keys
            value: modelData.what
        }
    }

    buttons: Button {
        text: qsTr("Close")
        onChosen: root.dismissed()
    }
}
