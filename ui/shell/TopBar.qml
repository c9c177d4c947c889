import QtQuick
import Hearthboard

// The time of day, which goes on whatever happens, and how well the home is heard. What has no room is left out, the
// least important first.
Line {
    id: root

    required property AppModel app
    required property StatusModel status
    required property SignInModel signIn
    // Where there is no room for a strip below the bar, the way to sign in stands in place of the connection.
    readonly property bool asksToSignIn: Theme.compact && signIn.bannerAction !== ""
    readonly property bool brief: width < 60 * Theme.fontSmall
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
        text: root.status.date
        color: Theme.textSoft
        Tile.drop: 3
    }
    Item {
        Tile.tall: 1
    }
    IconButton {
        objectName: "export"
        shape: Glyph.Save
        text: qsTr("Export")
        Tile.present: root.app.exports && root.app.home.exporting.offered
        onChosen: root.app.show_export()
    }
    Tag {
        objectName: "demo"
        text: qsTr("Demo home")
        enabled: false
        opacity: 1
        Tile.present: root.app.demo
        Tile.drop: 4
    }
    Tag {
        objectName: "recorder"
        text: root.status.recorderText
        Tile.present: text !== ""
        Tile.drop: 5
        onChosen: root.app.page = root.app.servicesPage
    }
    Tag {
        objectName: "problems"
        text: root.status.problemText
        dot: Theme.warning
        Tile.present: text !== ""
        Tile.drop: root.brief ? 2 : 0
        Tile.shrinks: true
        onChosen: root.app.page = root.app.servicesPage
    }
    Tag {
        objectName: "signInUnreachable"
        text: root.signIn.unreachable
        Tile.present: text !== "" && !root.brief
        Tile.drop: 1
        onChosen: root.signIn.show()
    }
    Tag {
        objectName: "signInTag"
        text: root.signIn.bannerAction
        dot: Theme.warning
        Tile.present: root.asksToSignIn
        Tile.shrinks: true
        onChosen: root.signIn.show()
    }
    Tag {
        objectName: "connection"
        text: root.brief ? root.status.shortText : root.status.text
        dot: root.signalColor
        Tile.present: !root.asksToSignIn
        Tile.shrinks: true
        onChosen: root.app.page = root.app.servicesPage
    }
    IconButton {
        objectName: "user"
        shape: Glyph.Person
        text: qsTr("Account")
        Tile.present: root.signIn.offered
        onChosen: root.signIn.show_menu()
    }
}
