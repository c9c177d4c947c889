import QtQuick
import Hearthboard

// Whether a home may be spoken to without encryption; asked once for each host.
SetupStep {
    id: root

    required property SetupModel setup

    Component.onCompleted: back.forceActiveFocus()

    Label {
        objectName: "setupQuestion"
        wrapMode: Text.Wrap
        text: qsTr("Speak to %1 without encryption?").arg(root.setup.host)
        font.weight: Font.Medium
    }
    Label {
        wrapMode: Text.Wrap
        text: qsTr("The address begins with http://. Whoever is on the way can read what your home says, and take over your sign-in. In a network that is yours alone you may want that; elsewhere use https.")
        font.pixelSize: Theme.fontSmall
        color: Theme.textSoft
    }
    SetupSentence {
        setup: root.setup
    }

    buttons: [
        Button {
            id: back
            objectName: "back"
            text: qsTr("Back")
            onChosen: root.setup.back()
        },
        Button {
            objectName: "agreeToPlainHttp"
            enabled: !root.setup.busy
            text: qsTr("Use plain http")
            onChosen: root.setup.agree_to_plain_http()
        }
    ]
}
