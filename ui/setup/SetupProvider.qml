import QtQuick
import Hearthboard

// Where somebody signs in: the provider that the home has named, or one whose address is typed.
SetupStep {
    id: root

    required property SetupModel setup
    readonly property bool found: setup.providerFound

    function begin() {
        if (found)
            go.forceActiveFocus();
        else
            field.forceActiveFocus();
    }

    // Once the field knows whether it is there.
    Component.onCompleted: later.restart()
    onFoundChanged: later.restart()

    Timer {
        id: later
        interval: 0
        onTriggered: root.begin()
    }

    Label {
        objectName: "setupQuestion"
        wrapMode: Text.Wrap
        text: root.found ? qsTr("Sign in at %1?").arg(root.setup.host) : qsTr("This home wants somebody to sign in")
        font.weight: Font.Medium
    }
    Label {
        wrapMode: Text.Wrap
        text: root.found ? qsTr("Your home sends its callers there. Go on if that is the name that you sign in at.")
            : qsTr("Where is its sign-in provider? Its address is called the issuer.")
        font.pixelSize: Theme.fontSmall
        color: Theme.textSoft
    }
    TextField {
        id: field
        objectName: "providerAddressInput"
        label: qsTr("Address of the sign-in provider")
        placeholderText: "https://auth.example.org"
        text: root.setup.provider
        onEdited: (text) => root.setup.provider = text
        onAccepted: root.setup.use_provider()
        Tile.present: !root.found
    }
    SetupSentence {
        setup: root.setup
    }

    buttons: [
        Button {
            objectName: "back"
            text: qsTr("Back")
            onChosen: root.setup.back()
        },
        Button {
            objectName: "typeProvider"
            text: qsTr("Somewhere else")
            onChosen: root.setup.type_provider()
            Tile.present: root.found
        },
        Button {
            id: go
            objectName: "useProvider"
            enabled: !root.setup.busy
            primary: true
            text: root.found ? qsTr("Sign in there") : qsTr("Go on")
            onChosen: root.setup.use_provider()
        }
    ]
}
