import QtQuick
import Hearthboard

// An open home: the way to its pages, the bar above them, the open page, and what may lie over it all.
FocusScope {
    id: root

    required property AppModel app
    // What lies below a dialog is out of reach, for the keyboard too.
    readonly property bool covered: app.home.signIn.menuOpen || app.home.signIn.open || app.home.exporting.open || app.keysShown

    Rail {
        anchors.left: parent.left
        anchors.bottom: parent.bottom
        width: Theme.portrait ? parent.width : implicitWidth
        height: Theme.portrait ? implicitHeight : parent.height
        enabled: !root.covered
        app: root.app
    }
    Stack {
        anchors.fill: parent
        anchors.margins: Theme.gap
        anchors.topMargin: 0
        anchors.leftMargin: (Theme.portrait ? 0 : Theme.railWidth) + Theme.gap
        anchors.bottomMargin: (Theme.portrait ? Theme.railWidth : 0) + Theme.gap
        enabled: !root.covered

        TopBar {
            implicitHeight: Theme.barHeight
            app: root.app
            status: root.app.home.status
            signIn: root.app.home.signIn
        }
        Loader {
            objectName: "banner"
            // Where there is little room the top bar says it.
            active: !Theme.compact && root.app.home.signIn.banner !== ""
            sourceComponent: SignInBanner {
                model: root.app.home.signIn
            }
            Tile.present: active
        }
        Item {
            implicitHeight: Theme.gap
            Tile.present: root.app.home.signIn.banner !== "" && !Theme.compact
        }
        Loader {
            objectName: "page"
            focus: true
            Tile.tall: 1

            readonly property string file: root.app.pageFile
            onFileChanged: setSource(file, { home: root.app.home })
            Component.onCompleted: setSource(file, { home: root.app.home })
        }
    }
    Loader {
        anchors.fill: parent
        active: root.app.home.exporting.open
        focus: active
        sourceComponent: ExportDialog {
            model: root.app.home.exporting
        }
    }
    Loader {
        anchors.fill: parent
        active: root.app.home.signIn.menuOpen
        focus: active
        sourceComponent: UserMenu {
            model: root.app.home.signIn
        }
    }
    Loader {
        anchors.fill: parent
        active: root.app.home.signIn.open
        focus: active
        sourceComponent: SignInPage {
            model: root.app.home.signIn
        }
    }
    Loader {
        anchors.fill: parent
        active: root.app.keysShown
        focus: active
        sourceComponent: KeysDialog {
            app: root.app
        }
    }
}
