import QtQuick
import Hearthboard

// What there is to say of a sign-in that shows no code and waits for no browser.
Column {
    id: root

    required property SignInModel model
    readonly property int step: model.step
    readonly property bool failed: step === SignInModel.Failed

    spacing: 2 * Theme.unit

    Glyph {
        anchors.horizontalCenter: parent.horizontalCenter
        width: 8 * Theme.unit
        height: width
        shape: root.step === SignInModel.Done ? Glyph.Check
            : root.failed || root.step === SignInModel.Unreachable ? Glyph.Warning : Glyph.Person
        color: root.step === SignInModel.Done ? Theme.good
            : root.failed ? Theme.bad
            : root.step === SignInModel.Unreachable ? Theme.warning : Theme.textFaint
    }
    Label {
        objectName: "signInHeadline"
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: root.step === SignInModel.Asking ? (root.model.byDevice ? "Asking for a code…" : "Asking the sign-in service…")
            : root.step === SignInModel.Done ? "Signed in"
            : root.step === SignInModel.Unreachable ? root.model.unreachable
            : root.failed ? (root.model.detail === "" ? "Nobody has signed in." : root.model.detail)
            : "Sign in to see live values"
        font.pixelSize: Theme.fontTitle
        font.weight: Font.Medium
    }
    Label {
        objectName: "signInSentence"
        visible: text !== ""
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: root.step === SignInModel.Done ? (root.model.who === "Signed in" ? "" : root.model.who)
            : root.step === SignInModel.Unreachable ? "What is known stays in sight, and it is tried again by itself."
            : root.failed ? root.model.next
            : root.step === SignInModel.Choosing ? (root.model.detail === "" ? "The history on this machine stays as it is." : root.model.detail)
            : ""
        color: Theme.textSoft
    }
}
