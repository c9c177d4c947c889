import QtQuick
import Hearthboard

// Where somebody signs in: the provider that the home has named, or one whose address is typed.
FocusScope {
    id: root

    required property SetupModel setup
    readonly property bool found: setup.providerFound

    function begin() {
        if (found)
            go.forceActiveFocus();
        else
            field.begin();
    }

    Component.onCompleted: begin()
    onFoundChanged: begin()

    Column {
        width: parent.width
        spacing: Theme.unit

        Label {
            objectName: "setupQuestion"
            width: parent.width
            wrapMode: Text.Wrap
            text: root.found ? "Sign in at " + root.setup.host + "?" : "This home wants somebody to sign in"
            font.weight: Font.Medium
        }
        Label {
            width: parent.width
            wrapMode: Text.Wrap
            text: root.found ? "Your home sends its callers there. Go on if that is the name that you sign in at."
                : "Where is its sign-in provider? Its address is called the issuer."
            font.pixelSize: Theme.fontSmall
            color: Theme.textSoft
        }
        TextField {
            id: field
            objectName: "providerAddress"
            visible: !root.found
            width: parent.width
            label: "Address of the sign-in provider"
            placeholder: "https://auth.example.org"
            text: root.setup.provider
            onEdited: (text) => root.setup.provider = text
            onAccepted: root.setup.use_provider()
        }
        SetupSentence {
            width: parent.width
            setup: root.setup
        }
    }
    Flow {
        anchors.bottom: parent.bottom
        width: parent.width
        spacing: Theme.unit

        Button {
            id: go
            objectName: "useProvider"
            enabled: !root.setup.busy
            primary: true
            text: root.found ? "Sign in there" : "Go on"
            onChosen: root.setup.use_provider()
        }
        Button {
            objectName: "typeProvider"
            visible: root.found
            text: "Somewhere else"
            onChosen: root.setup.type_provider()
        }
        Button {
            objectName: "back"
            text: "Back"
            onChosen: root.setup.back()
        }
    }
}
