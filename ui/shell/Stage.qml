import QtQuick
import QtQuick.Layouts
import Hearthboard

// An open home: the way to its pages, the bar above them, the open page, and what may lie over it all.
FocusScope {
    id: root

    required property AppModel app
    // What lies below a dialog is out of reach, for the keyboard too.
    readonly property bool covered: app.home.signIn.menuOpen || app.home.signIn.open || app.home.exporting.open || app.keysShown

    GridLayout {
        anchors.fill: parent
        columnSpacing: 0
        rowSpacing: 0
        enabled: !root.covered

        Rail {
            app: root.app
            Layout.row: Theme.portrait ? 1 : 0
            Layout.column: 0
            Layout.fillWidth: Theme.portrait
            Layout.fillHeight: !Theme.portrait
        }
        ColumnLayout {
            spacing: Theme.gap
            Layout.row: 0
            Layout.column: Theme.portrait ? 0 : 1
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.margins: Theme.gap
            Layout.topMargin: 0

            TopBar {
                app: root.app
                status: root.app.home.status
                signIn: root.app.home.signIn
                Layout.fillWidth: true
                Layout.preferredHeight: Theme.barHeight
                Layout.bottomMargin: -Theme.gap
            }
            Loader {
                objectName: "banner"
                // Where there is little room the top bar says it.
                active: !Theme.compact && root.app.home.signIn.banner !== ""
                visible: active
                sourceComponent: SignInBanner {
                    model: root.app.home.signIn
                }
                Layout.fillWidth: true
            }
            Loader {
                objectName: "page"
                focus: true
                Layout.fillWidth: true
                Layout.fillHeight: true

                readonly property string file: root.app.pageFile
                onFileChanged: setSource(file, { home: root.app.home })
                Component.onCompleted: setSource(file, { home: root.app.home })
            }
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
