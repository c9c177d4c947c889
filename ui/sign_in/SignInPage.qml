import QtQuick
import Hearthboard

// How somebody signs in: with the browser of this machine, or on another device. Lies over the whole window.
FocusScope {
    id: root

    required property SignInModel model
    readonly property bool waiting: model.step === SignInModel.Asking || model.step === SignInModel.Code
        || model.step === SignInModel.Browser
    // A wall is looked at from afar; on a desk only a code needs much room.
    readonly property bool roomy: !model.browserOffered || model.step === SignInModel.Code
    readonly property int unitsHigh: roomy ? (Theme.portrait ? 118 : 76) : (Theme.portrait ? 72 : 52)
    readonly property int buttonHeight: (Theme.touch ? 8 : 6) * Theme.unit

    // The button that leads on, where there is one.
    function begin() {
        const buttons = [browser, again, openAgain, device, browserInstead, close];
        for (let i = 0; i < buttons.length; ++i)
            if (buttons[i].visible)
                return buttons[i].forceActiveFocus();
    }

    Component.onCompleted: begin()
    Keys.onEscapePressed: model.close()

    // Once all buttons know whether they are there.
    readonly property int step: model.step
    onStepChanged: later.start()
    Timer {
        id: later
        interval: 0
        onTriggered: root.begin()
    }

    Rectangle {
        anchors.fill: parent
        color: "#000000"
        opacity: Theme.dark ? 0.6 : 0.4
    }
    // What lies below is not to be touched; beside the page is out of it, unless somebody is half way in.
    MouseArea {
        anchors.fill: parent
        onClicked: if (!root.waiting) root.model.close()
    }
    Card {
        id: card
        objectName: "signInCard"
        anchors.centerIn: parent
        width: Math.min(root.width - 2 * Theme.gap, (Theme.portrait ? 76 : 128) * Theme.unit)
        height: Math.min(root.height - 2 * Theme.gap, root.unitsHigh * Theme.unit)
        title: "Sign in"
        glyph: Glyph.Person
        accent: Theme.power

        MouseArea {
            anchors.fill: parent
        }
        Item {
            id: body
            x: card.inset
            y: card.bodyTop
            width: card.width - 2 * card.inset
            height: buttons.y - y - Theme.unit

            SignInCode {
                visible: root.model.step === SignInModel.Code
                anchors.fill: parent
                below: card.height - card.inset - body.y - height
                model: root.model
            }
            SignInBrowser {
                visible: root.model.step === SignInModel.Browser
                anchors.fill: parent
                model: root.model
            }
            SignInWords {
                visible: root.model.step !== SignInModel.Code && root.model.step !== SignInModel.Browser
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width
                model: root.model
            }
        }
        Flow {
            id: buttons
            x: card.inset
            y: card.height - card.inset - height
            width: card.width - 2 * card.inset
            layoutDirection: Qt.RightToLeft
            spacing: Theme.gap

            Button {
                id: browser
                objectName: "signInBrowser"
                visible: root.model.step === SignInModel.Choosing && root.model.browserOffered
                height: root.buttonHeight
                primary: true
                text: "Sign in with the browser"
                onChosen: root.model.use_browser()
            }
            Button {
                id: again
                objectName: "signInAgain"
                visible: root.model.step === SignInModel.Failed
                height: root.buttonHeight
                primary: true
                text: "Try again"
                onChosen: root.model.try_again()
            }
            Button {
                id: openAgain
                objectName: "signInOpenAgain"
                visible: root.model.step === SignInModel.Browser
                height: root.buttonHeight
                primary: true
                text: root.model.browserMissing ? "Open the browser" : "Open again"
                onChosen: root.model.open_browser()
            }
            Button {
                objectName: "signInCopy"
                visible: root.model.step === SignInModel.Browser
                height: root.buttonHeight
                text: root.model.copied ? "Copied" : "Copy address"
                onChosen: root.model.copy_address()
            }
            Button {
                id: device
                objectName: "signInDevice"
                visible: root.model.deviceOffered && (root.model.step === SignInModel.Browser
                    || (root.model.browserOffered && (root.model.step === SignInModel.Choosing || root.model.step === SignInModel.Failed)))
                height: root.buttonHeight
                text: "Use another device instead"
                onChosen: root.model.use_device()
            }
            Button {
                id: browserInstead
                objectName: "signInBrowserInstead"
                visible: root.model.step === SignInModel.Code && root.model.browserOffered
                height: root.buttonHeight
                text: "Use the browser here"
                onChosen: root.model.use_browser()
            }
            Button {
                id: close
                objectName: "signInClose"
                height: root.buttonHeight
                text: root.waiting ? "Cancel" : root.model.step === SignInModel.Choosing ? "Not now" : "Close"
                onChosen: root.model.close()
            }
            Button {
                objectName: "signInBack"
                visible: root.model.backOffered
                height: root.buttonHeight
                text: "Back"
                onChosen: root.model.go_back()
            }
        }
    }
}
