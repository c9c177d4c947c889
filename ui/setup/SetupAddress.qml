import QtQuick
import Hearthboard

// Where the home is.
SetupStep {
    id: root

    required property SetupModel setup

    Component.onCompleted: field.forceActiveFocus()

    Label {
        text: qsTr("Address of the home, its database or its broker")
        wrapMode: Text.Wrap
        font.pixelSize: Theme.fontSmall
        color: Theme.textFaint
        Tile.present: !Theme.compact || !root.setup.failed
    }
    TextField {
        id: field
        objectName: "homeAddressInput"
        label: qsTr("Address of the home")
        placeholderText: "https://home.example.org"
        text: root.setup.address
        onEdited: (text) => root.setup.address = text
        onAccepted: root.setup.connect_home()
    }
    SetupSentence {
        setup: root.setup
    }
    Label {
        wrapMode: Text.Wrap
        text: qsTr("Or write the file by hand:\n%1").arg(root.setup.configFile)
        font.pixelSize: Theme.fontSmall
        color: Theme.textFaint
        Tile.present: root.setup.sentence === "" && !Theme.touch
    }

    buttons: [
        Button {
            objectName: "stopTest"
            text: qsTr("Stop")
            onChosen: root.setup.back()
            Tile.present: root.setup.busy
        },
        Button {
            objectName: "connect"
            text: qsTr("Connect")
            primary: root.setup.suggestion === ""
            onChosen: root.setup.connect_home()
            Tile.present: !root.setup.busy
        },
        Button {
            objectName: "useSuggestion"
            text: qsTr("Use that address")
            primary: true
            onChosen: root.setup.use_suggestion()
            Tile.present: root.setup.suggestion !== ""
        }
    ]
}
