import QtQuick
import Hearthboard

// How somebody signs in: with the browser of this machine, or on another device.
Dialog {
    id: root

    required property SignInModel model
    readonly property int step: model.step
    readonly property bool waiting: step === SignInModel.Asking || step === SignInModel.Code || step === SignInModel.Browser

    // The button that leads on, where there is one.
    function begin() {
        const buttons = [browser, again, openAgain, device, browserInstead, close];
        for (const button of buttons)
            if (button.visible)
                return button.forceActiveFocus();
    }

    name: "signInCard"
    title: qsTr("Sign in")
    glyph: Glyph.Person
    accent: Theme.power
    letters: step === SignInModel.Code ? 64 : 44
    sticky: waiting
    pictured: step === SignInModel.Code && code.valid
    onDismissed: model.close()
    // Once all buttons know whether they are there.
    Component.onCompleted: later.restart()
    onStepChanged: later.restart()

    Timer {
        id: later
        interval: 0
        onTriggered: root.begin()
    }

    picture: SignInCode {
        id: code
        anchors.fill: parent
        model: root.model
    }

    SignInCodeWords {
        model: root.model
        scanned: code.valid
        Tile.present: root.step === SignInModel.Code
    }
    SignInBrowser {
        model: root.model
        Tile.present: root.step === SignInModel.Browser
    }
    SignInWords {
        model: root.model
        Tile.present: root.step !== SignInModel.Code && root.step !== SignInModel.Browser
    }

    buttons: [
        Button {
            objectName: "signInBack"
            text: qsTr("Back")
            onChosen: root.model.go_back()
            Tile.present: root.model.backOffered
        },
        Button {
            id: close
            objectName: "signInClose"
            text: root.waiting ? qsTr("Cancel") : root.step === SignInModel.Choosing ? qsTr("Not now") : qsTr("Close")
            onChosen: root.model.close()
        },
        Button {
            id: browserInstead
            objectName: "signInBrowserInstead"
            text: qsTr("Use the browser here")
            onChosen: root.model.use_browser()
            Tile.present: root.step === SignInModel.Code && root.model.browserOffered
        },
        Button {
            id: device
            objectName: "signInDevice"
            text: qsTr("Use another device instead")
            onChosen: root.model.use_device()
            Tile.present: root.model.deviceOffered && (root.step === SignInModel.Browser
                || (root.model.browserOffered && (root.step === SignInModel.Choosing || root.step === SignInModel.Failed)))
        },
        Button {
            objectName: "signInCopy"
            text: root.model.copied ? qsTr("Copied") : qsTr("Copy address")
            onChosen: root.model.copy_address()
            Tile.present: root.step === SignInModel.Browser
        },
        Button {
            id: openAgain
            objectName: "signInOpenAgain"
            primary: true
            text: root.model.browserMissing ? qsTr("Open the browser") : qsTr("Open again")
            onChosen: root.model.open_browser()
            Tile.present: root.step === SignInModel.Browser
        },
        Button {
            id: again
            objectName: "signInAgain"
            primary: true
            text: qsTr("Try again")
            onChosen: root.model.try_again()
            Tile.present: root.step === SignInModel.Failed
        },
        Button {
            id: browser
            objectName: "signInBrowser"
            primary: true
            text: qsTr("Sign in with the browser")
            onChosen: root.model.use_browser()
            Tile.present: root.step === SignInModel.Choosing && root.model.browserOffered
        }
    ]
}
