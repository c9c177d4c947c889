import QtQuick
import Hearthboard

// The time of day, which goes on whatever happens, and how well the home is heard.
Item {
    id: root

    required property AppModel app
    required property StatusModel status
    required property SignInModel signIn
    // Where there is no room for a strip below the bar, the way to sign in stands in place of the connection.
    readonly property bool asksToSignIn: Theme.compact && signIn.bannerAction !== ""
    readonly property color signalColor: status.level === StatusModel.Good ? Theme.good
        : status.level === StatusModel.Bad ? Theme.bad
        : status.level === StatusModel.Warning ? Theme.warning : Theme.textFaint

    Label {
        id: clock
        objectName: "clock"
        anchors.left: parent.left
        anchors.verticalCenter: parent.verticalCenter
        text: root.status.clock
        font.pixelSize: Math.round(Theme.fontTitle * 1.35)
        font.weight: Font.DemiBold
    }
    Label {
        visible: clock.width + Theme.gap + implicitWidth + Theme.gap < tags.x
        anchors.left: clock.right
        anchors.leftMargin: Theme.gap
        anchors.baseline: clock.baseline
        text: root.status.date
        color: Theme.textSoft
    }
    Row {
        id: tags
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap

        IconButton {
            objectName: "export"
            visible: root.app.page !== AppModel.StatusPage && root.app.home.exporting.offered
            anchors.verticalCenter: parent.verticalCenter
            shape: Glyph.Save
            name: "Export"
            onChosen: root.app.show_export()
        }
        Tag {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.app.demo
            text: "Demo home"
        }
        Tag {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.status.recorderText !== "" && !Theme.compact
            text: root.status.recorderText
        }
        Tag {
            anchors.verticalCenter: parent.verticalCenter
            objectName: "problems"
            visible: root.status.problemText !== ""
            text: root.status.problemText
            dot: Theme.warning
            onChosen: root.app.page = AppModel.StatusPage
        }
        Tag {
            anchors.verticalCenter: parent.verticalCenter
            objectName: "signInUnreachable"
            visible: root.signIn.unreachable !== "" && !Theme.compact && !Theme.portrait
            text: root.signIn.unreachable
            onChosen: root.signIn.show()
        }
        Tag {
            anchors.verticalCenter: parent.verticalCenter
            objectName: "signInTag"
            visible: root.asksToSignIn
            height: Theme.touch ? Math.round(7.5 * Theme.unit) : implicitHeight
            text: root.signIn.bannerAction
            dot: Theme.warning
            onChosen: root.signIn.show()
        }
        Tag {
            anchors.verticalCenter: parent.verticalCenter
            objectName: "connection"
            visible: !root.asksToSignIn
            text: Theme.compact ? root.status.shortText : root.status.text
            dot: root.signalColor
            onChosen: root.app.page = AppModel.StatusPage
        }
        IconButton {
            objectName: "user"
            visible: root.signIn.offered
            anchors.verticalCenter: parent.verticalCenter
            shape: Glyph.Person
            name: "Account"
            onChosen: root.signIn.show_menu()
        }
    }
}
