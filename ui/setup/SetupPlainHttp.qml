import QtQuick
import Hearthboard

// Whether a home may be spoken to without encryption; asked once for each host.
FocusScope {
    id: root

    required property SetupModel setup

    Component.onCompleted: back.forceActiveFocus()

    Column {
        width: parent.width
        spacing: Theme.unit

        Label {
            objectName: "setupQuestion"
            width: parent.width
            wrapMode: Text.Wrap
            text: "Speak to " + root.setup.host + " without encryption?"
            font.weight: Font.Medium
        }
        Label {
            width: parent.width
            wrapMode: Text.Wrap
            text: "The address begins with http://. Whoever is on the way can read what your home says, and take over your sign-in. In a network that is yours alone you may want that; elsewhere use https."
            font.pixelSize: Theme.fontSmall
            color: Theme.textSoft
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
            id: back
            objectName: "back"
            text: "Back"
            onChosen: root.setup.back()
        }
        Button {
            objectName: "agreeToPlainHttp"
            enabled: !root.setup.busy
            text: "Use plain http"
            onChosen: root.setup.agree_to_plain_http()
        }
    }
}
