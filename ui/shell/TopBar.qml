import QtQuick
import QtQuick.Layouts
import Hearthboard

// The time of day, which goes on whatever happens, and how well the home is heard.
RowLayout {
    id: root

    required property AppModel app
    required property StatusModel status
    required property SignInModel signIn
    // Where there is no room for a strip below the bar, the way to sign in stands in place of the connection.
    readonly property bool asksToSignIn: Theme.compact && signIn.bannerAction !== ""
    readonly property real letters: width / Theme.fontSmall
    readonly property color signalColor: status.level === StatusModel.Good ? Theme.good
        : status.level === StatusModel.Bad ? Theme.bad
        : status.level === StatusModel.Warning ? Theme.warning : Theme.textFaint

    spacing: Theme.gap

    Label {
        objectName: "clock"
        text: root.status.clock
        font.pixelSize: Math.round(Theme.fontTitle * 1.35)
        font.weight: Font.DemiBold
    }
    Label {
        visible: root.letters > 48
        text: root.status.date
        color: Theme.textSoft
        mayBeCut: true
        Layout.fillWidth: true
    }
    Item {
        visible: root.letters <= 48
        Layout.fillWidth: true
    }
    IconButton {
        objectName: "export"
        visible: root.app.exports && root.app.home.exporting.offered
        shape: Glyph.Save
        text: qsTr("Export")
        onChosen: root.app.show_export()
    }
    Tag {
        objectName: "demo"
        visible: root.app.demo && root.letters > 32
        text: qsTr("Demo home")
        enabled: false
        opacity: 1
    }
    Tag {
        objectName: "recorder"
        visible: root.status.recorderText !== "" && root.letters > 80
        text: root.status.recorderText
        onChosen: root.app.page = root.app.servicesPage
    }
    Tag {
        objectName: "problems"
        visible: root.status.problemText !== "" && root.letters > 28
        text: root.status.problemText
        dot: Theme.warning
        onChosen: root.app.page = root.app.servicesPage
    }
    Tag {
        objectName: "signInUnreachable"
        visible: root.signIn.unreachable !== "" && root.letters > 70
        text: root.signIn.unreachable
        onChosen: root.signIn.show()
    }
    Tag {
        objectName: "signInTag"
        visible: root.asksToSignIn
        text: root.signIn.bannerAction
        dot: Theme.warning
        onChosen: root.signIn.show()
    }
    Tag {
        objectName: "connection"
        visible: !root.asksToSignIn
        text: root.letters > 60 ? root.status.text : root.status.shortText
        dot: root.signalColor
        Layout.fillWidth: true
        Layout.maximumWidth: implicitWidth
        Layout.minimumWidth: Theme.target
        onChosen: root.app.page = root.app.servicesPage
    }
    IconButton {
        objectName: "user"
        visible: root.signIn.offered
        shape: Glyph.Person
        text: qsTr("Account")
        onChosen: root.signIn.show_menu()
    }
}
