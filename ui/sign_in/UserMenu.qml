import QtQuick
import Hearthboard

// Who is signed in, and the way out and in. Hangs from the top bar, over the whole window.
FocusScope {
    id: root

    required property SignInModel model
    readonly property int buttonHeight: (Theme.touch ? 8 : 6) * Theme.unit
    readonly property int question: model.question
    readonly property bool asks: question !== SignInModel.Nothing
    readonly property bool forgets: question === SignInModel.Forget
    // Nobody can delete what somebody writes to.
    readonly property bool heldUp: forgets && model.otherRecorder !== ""
    readonly property string forgetting: model.signedIn ? "Sign out and forget this home" : "Forget this home"

    // To the answer that changes nothing, else to the way on.
    function begin() {
        (asks ? stay : model.signedIn ? signOut : signIn).forceActiveFocus();
    }

    Component.onCompleted: begin()
    onQuestionChanged: later.start()
    Keys.onEscapePressed: model.close_menu()

    // Once all buttons know whether they are there.
    Timer {
        id: later
        interval: 0
        onTriggered: root.begin()
    }

    Rectangle {
        anchors.fill: parent
        color: "#000000"
        opacity: Theme.dark ? 0.45 : 0.2
    }
    MouseArea {
        anchors.fill: parent
        onClicked: root.model.close_menu()
    }
    Card {
        id: card
        objectName: "userMenu"
        x: root.width - width - Theme.gap
        y: Theme.barHeight
        width: Math.min(root.width - 2 * Theme.gap, 48 * Theme.unit)
        height: words.height + buttons.height + 2 * inset + 2 * Theme.unit

        MouseArea {
            anchors.fill: parent
        }
        Column {
            id: words
            x: card.inset
            y: card.inset
            width: card.width - 2 * card.inset
            spacing: Math.round(Theme.unit / 2)

            Label {
                objectName: "userName"
                width: parent.width
                wrapMode: Text.Wrap
                text: root.forgets ? root.forgetting + "?" : root.asks ? "Sign out of this dashboard?" : root.model.who
                font.pixelSize: Theme.fontTitle
                font.weight: Font.Medium
            }
            Label {
                objectName: "userWords"
                visible: text !== ""
                width: parent.width
                wrapMode: Text.Wrap
                text: root.heldUp ? root.model.otherRecorder + " records the history of this home. End that program first."
                    : root.forgets ? "The history on this machine is deleted, and cannot be brought back. The home's address stays: after the next sign-in, recording begins anew."
                    : root.asks ? "Live values end. The history on this machine stays."
                    : root.model.session
                color: root.forgets ? Theme.warning : Theme.textSoft
            }
            Label {
                visible: text !== "" && !root.asks
                width: parent.width
                wrapMode: Text.Wrap
                text: root.model.notForgotten
                color: Theme.warning
            }
            Label {
                visible: text !== "" && !root.asks
                width: parent.width
                wrapMode: Text.Wrap
                text: root.model.detail
                color: Theme.warning
            }
            Label {
                visible: root.model.keeper !== "" && !root.asks
                width: parent.width
                wrapMode: Text.Wrap
                text: "Kept in " + root.model.keeper
                font.pixelSize: Theme.fontSmall
                color: Theme.textFaint
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
                id: signOut
                objectName: "userSignOut"
                visible: root.model.signedIn && !root.forgets
                height: root.buttonHeight
                primary: root.asks
                text: "Sign out"
                onChosen: root.model.sign_out()
            }
            Button {
                id: signIn
                objectName: "userSignIn"
                visible: !root.model.signedIn && !root.asks
                height: root.buttonHeight
                primary: true
                text: root.model.bannerAction === "" ? "Sign in" : root.model.bannerAction
                onChosen: root.model.show()
            }
            Button {
                objectName: "userForget"
                visible: root.model.forgetOffered && root.question !== SignInModel.SignOut && !root.heldUp
                height: root.buttonHeight
                primary: root.forgets
                text: root.forgetting
                onChosen: root.model.forget_home()
            }
            Button {
                id: stay
                objectName: "userStay"
                visible: root.asks
                height: root.buttonHeight
                text: !root.forgets ? "Stay" : root.heldUp ? "Back" : "Keep it"
                onChosen: root.model.leave_as_it_is()
            }
        }
    }
}
