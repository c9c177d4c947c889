import QtQuick
import Hearthboard

// Who is signed in, and the way out and in. Hangs from the top bar.
Dialog {
    id: root

    required property SignInModel model
    readonly property int question: model.question
    readonly property bool asks: question !== SignInModel.Nothing
    readonly property bool forgets: question === SignInModel.Forget
    // Nobody can delete what somebody writes to.
    readonly property bool heldUp: forgets && model.otherRecorder !== ""

    // To the answer that changes nothing, else to the way on.
    function begin() {
        (asks ? stay : model.signedIn ? signOut : signIn).forceActiveFocus();
    }

    name: "userMenu"
    letters: 26
    hangs: true
    onDismissed: model.close_menu()
    // Once all buttons know whether they are there.
    Component.onCompleted: later.restart()
    onQuestionChanged: later.restart()
    Accessible.name: headline.text

    Timer {
        id: later
        interval: 0
        onTriggered: root.begin()
    }

    Stack {
        spacing: Math.round(Theme.unit / 2)

        Label {
            id: headline
            objectName: "userName"
            wrapMode: Text.Wrap
            text: !root.asks ? root.model.who
                : !root.forgets ? qsTr("Sign out of this dashboard?")
                : root.model.signedIn ? qsTr("Sign out and forget this home?") : qsTr("Forget this home?")
            font.pixelSize: Theme.fontTitle
            font.weight: Font.Medium
        }
        Label {
            objectName: "userWords"
            wrapMode: Text.Wrap
            text: root.heldUp ? qsTr("%1 records the history of this home. End that program first.").arg(root.model.otherRecorder)
                : root.forgets ? qsTr("The history on this machine is deleted, and cannot be brought back. The home's address stays: after the next sign-in, recording begins anew.")
                : root.asks ? qsTr("Live values end. The history on this machine stays.")
                : root.model.session
            color: root.forgets ? Theme.warning : Theme.textSoft
            Tile.present: text !== ""
        }
        Label {
            wrapMode: Text.Wrap
            text: root.model.notForgotten
            color: Theme.warning
            Tile.present: text !== "" && !root.asks
        }
        Label {
            wrapMode: Text.Wrap
            text: root.model.detail
            color: Theme.warning
            Tile.present: text !== "" && !root.asks
        }
        Label {
            wrapMode: Text.Wrap
            text: qsTr("Kept in %1").arg(root.model.keeper)
            font.pixelSize: Theme.fontSmall
            color: Theme.textFaint
            Tile.present: root.model.keeper !== "" && !root.asks
        }
    }

    buttons: [
        Button {
            id: stay
            objectName: "userStay"
            text: !root.forgets ? qsTr("Stay") : root.heldUp ? qsTr("Back") : qsTr("Keep it")
            onChosen: root.model.leave_as_it_is()
            Tile.present: root.asks
        },
        Button {
            objectName: "userForget"
            primary: root.forgets
            text: root.model.signedIn ? qsTr("Sign out and forget this home") : qsTr("Forget this home")
            onChosen: root.model.forget_home()
            Tile.present: root.model.forgetOffered && root.question !== SignInModel.SignOut && !root.heldUp
        },
        Button {
            id: signOut
            objectName: "userSignOut"
            primary: root.asks
            text: qsTr("Sign out")
            onChosen: root.model.sign_out()
            Tile.present: root.model.signedIn && !root.forgets
        },
        Button {
            id: signIn
            objectName: "userSignIn"
            primary: true
            text: root.model.bannerAction === "" ? qsTr("Sign in") : root.model.bannerAction
            onChosen: root.model.show()
            Tile.present: !root.model.signedIn && !root.asks
        }
    ]
}
