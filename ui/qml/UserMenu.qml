import QtQuick
import Hearthboard

// Who is signed in, and the way out and in. Hangs from the top bar, over the whole window.
FocusScope {
    id: root

    required property SignInModel model
    readonly property int buttonHeight: (Theme.touch ? 8 : 6) * Theme.unit

    Component.onCompleted: forceActiveFocus()
    Keys.onEscapePressed: model.close_menu()

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
                text: root.model.askingSignOut ? "Sign out of this dashboard?" : root.model.who
                font.pixelSize: Theme.fontTitle
                font.weight: Font.Medium
            }
            Label {
                visible: text !== ""
                width: parent.width
                wrapMode: Text.Wrap
                text: root.model.askingSignOut ? "Live values end. The history on this machine stays." : root.model.session
                color: Theme.textSoft
            }
            Label {
                visible: text !== "" && !root.model.askingSignOut
                width: parent.width
                wrapMode: Text.Wrap
                text: root.model.detail
                color: Theme.warning
            }
            Label {
                visible: root.model.keeper !== "" && !root.model.askingSignOut
                width: parent.width
                wrapMode: Text.Wrap
                text: "Kept in " + root.model.keeper
                font.pixelSize: Theme.fontSmall
                color: Theme.textFaint
            }
        }
        Row {
            id: buttons
            anchors.right: parent.right
            anchors.rightMargin: card.inset
            y: card.height - card.inset - height
            spacing: Theme.gap

            Button {
                objectName: "userStay"
                visible: root.model.askingSignOut
                height: root.buttonHeight
                text: "Stay"
                onChosen: root.model.stay_signed_in()
            }
            Button {
                objectName: "userSignOut"
                visible: root.model.signedIn
                height: root.buttonHeight
                primary: root.model.askingSignOut
                text: "Sign out"
                onChosen: root.model.sign_out()
            }
            Button {
                objectName: "userSignIn"
                visible: !root.model.signedIn
                height: root.buttonHeight
                primary: true
                text: root.model.bannerAction === "" ? "Sign in" : root.model.bannerAction
                onChosen: root.model.show()
            }
        }
    }
}
