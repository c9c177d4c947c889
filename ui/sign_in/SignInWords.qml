import QtQuick
import Hearthboard

// What there is to say of a sign-in that shows no code and waits for no browser.
Stack {
    id: root

    required property SignInModel model
    readonly property int step: model.step
    readonly property bool failed: step === SignInModel.Failed

    spacing: Theme.gap

    Glyph {
        implicitHeight: 8 * Theme.unit
        shape: root.step === SignInModel.Done ? Glyph.Check
            : root.failed || root.step === SignInModel.Unreachable ? Glyph.Warning : Glyph.Person
        color: root.step === SignInModel.Done ? Theme.good
            : root.failed ? Theme.bad
            : root.step === SignInModel.Unreachable ? Theme.warning : Theme.textFaint
    }
    Label {
        id: headline
        objectName: "signInHeadline"
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: root.step === SignInModel.Asking ? (root.model.byDevice ? qsTr("Asking for a code…") : qsTr("Asking the sign-in service…"))
            : root.step === SignInModel.Done ? qsTr("Signed in")
            : root.step === SignInModel.Unreachable ? root.model.unreachable
            : root.failed ? (root.model.detail === "" ? qsTr("Nobody has signed in.") : root.model.detail)
            : qsTr("Sign in to see live values")
        font.pixelSize: Theme.fontTitle
        font.weight: Font.Medium
        Accessible.role: Accessible.AlertMessage
    }
    Label {
        objectName: "signInSentence"
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        // Where the service does not say who it is, the headline has said it all.
        text: root.step === SignInModel.Done ? (root.model.who === headline.text ? "" : root.model.who)
            : root.step === SignInModel.Unreachable ? qsTr("What is known stays in sight, and it is tried again by itself.")
            : root.failed ? root.model.next
            : root.step === SignInModel.Choosing ? (root.model.detail === "" ? qsTr("The history on this machine stays as it is.") : root.model.detail)
            : ""
        color: Theme.textSoft
        Tile.present: text !== ""
    }
}
