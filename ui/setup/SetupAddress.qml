import QtQuick
import Hearthboard

// Where the home is.
FocusScope {
    id: root

    required property SetupModel setup

    Component.onCompleted: field.begin()

    Column {
        width: parent.width
        spacing: Theme.compact ? Math.round(Theme.unit / 2) : Theme.unit

        Label {
            text: "Address of the home, its database or its broker"
            width: parent.width
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 8
            font.pixelSize: Theme.fontSmall
            color: Theme.textFaint
        }
        TextField {
            id: field
            objectName: "homeAddress"
            width: parent.width
            label: "Address of the home"
            placeholder: "https://home.example.org"
            text: root.setup.address
            onEdited: (text) => root.setup.address = text
            onAccepted: root.setup.connect_home()
        }
        SetupSentence {
            width: parent.width
            setup: root.setup
        }
        Label {
            visible: root.setup.sentence === "" && !Theme.touch
            width: parent.width
            wrapMode: Text.Wrap
            text: "Or write the file by hand:\n" + root.setup.configFile
            font.pixelSize: Theme.fontSmall
            color: Theme.textFaint
        }
    }
    Flow {
        anchors.bottom: parent.bottom
        width: parent.width
        spacing: Theme.unit

        Button {
            objectName: "connect"
            visible: !root.setup.busy
            text: "Connect"
            primary: root.setup.suggestion === ""
            onChosen: root.setup.connect_home()
        }
        Button {
            objectName: "useSuggestion"
            visible: root.setup.suggestion !== ""
            text: "Use that address"
            primary: true
            onChosen: root.setup.use_suggestion()
        }
        Button {
            objectName: "stopTest"
            visible: root.setup.busy
            text: "Stop"
            onChosen: root.setup.back()
        }
    }
}
