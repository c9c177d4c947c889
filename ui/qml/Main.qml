import QtQuick
import Hearthboard

Window {
    id: window

    required property AppModel app
    readonly property bool running: app.phase === AppModel.Running

    // What the window shows, for a list of windows and whoever cannot see it.
    readonly property string place: {
        if (running)
            return app.home.signIn.open ? "Sign in" : ["Home", "Energy", "Heat pump", "Climate", "Status"][app.page];
        if (app.phase === AppModel.FirstStart)
            return ["Connect to your home", "Without encryption?", "Where to sign in"][app.setup.step];
        return "";
    }

    color: Theme.background
    title: place === "" ? "Hearthboard" : place + " – Hearthboard"

    Shortcut {
        sequence: "Ctrl+Q"
        context: Qt.ApplicationShortcut
        onActivated: Qt.exit(0)
    }

    Binding {
        target: Theme
        property: "window"
        value: Qt.size(window.width, window.height)
    }
    Binding {
        target: Theme
        property: "dark"
        value: window.app.dark
    }
    Binding {
        target: Theme
        property: "touch"
        value: window.app.kiosk
    }

    Loader {
        id: frame
        anchors.fill: parent
        focus: active
        active: window.running
        sourceComponent: Item {
            id: stage

            readonly property int leftEdge: (Theme.portrait ? 0 : Theme.railWidth) + Theme.gap
            // What lies below a dialog is out of reach, for the keyboard too.
            readonly property bool covered: window.app.home.signIn.menuOpen || window.app.home.signIn.open || window.app.home.exporting.open
            readonly property int railBelow: Theme.portrait ? Theme.railWidth : 0

            Rail {
                y: Theme.portrait ? parent.height - height : 0
                width: Theme.portrait ? parent.width : Theme.railWidth
                height: Theme.portrait ? Theme.railWidth : parent.height
                app: window.app
            }
            TopBar {
                x: stage.leftEdge
                width: parent.width - x - Theme.gap
                height: Theme.barHeight
                enabled: !stage.covered
                app: window.app
                status: window.app.home.status
                signIn: window.app.home.signIn
            }
            Loader {
                id: banner
                objectName: "banner"
                enabled: !stage.covered
                x: stage.leftEdge
                y: Theme.barHeight
                width: parent.width - x - Theme.gap
                // Where there is little room the top bar says it.
                active: !Theme.compact && window.app.home.signIn.banner !== ""
                sourceComponent: SignInBanner {
                    model: window.app.home.signIn
                }
            }
            Loader {
                objectName: "page"
                enabled: !stage.covered
                x: stage.leftEdge
                y: Theme.barHeight + (banner.active ? banner.height + Theme.gap : 0)
                width: parent.width - x - Theme.gap
                height: parent.height - y - Theme.gap - stage.railBelow

                readonly property string file: ["HomePage.qml", "EnergyPage.qml", "HeatPumpPage.qml",
                    "ClimatePage.qml", "StatusPage.qml"][window.app.page]
                onFileChanged: setSource(file, { home: window.app.home })
                Component.onCompleted: setSource(file, { home: window.app.home })
            }
            Loader {
                anchors.fill: parent
                active: window.app.home.exporting.open
                focus: active
                sourceComponent: ExportDialog {
                    model: window.app.home.exporting
                }
            }
            Loader {
                anchors.fill: parent
                active: window.app.home.signIn.menuOpen
                focus: active
                sourceComponent: UserMenu {
                    model: window.app.home.signIn
                }
            }
            Loader {
                anchors.fill: parent
                active: window.app.home.signIn.open
                focus: active
                sourceComponent: SignInPage {
                    model: window.app.home.signIn
                }
            }
        }
    }
    Loader {
        anchors.fill: parent
        active: window.app.phase === AppModel.Starting || window.app.phase === AppModel.Failed
        sourceComponent: StartPage {
            app: window.app
        }
    }
    Loader {
        width: parent.width
        height: keyboard.y
        focus: active
        active: window.app.phase === AppModel.FirstStart
        sourceComponent: SetupPage {
            setup: window.app.setup
        }
    }
    Loader {
        id: keyboard
        // What is typed in is all on the first page.
        readonly property int panelWidth: window.app.onScreenKeyboard && window.app.phase === AppModel.FirstStart ? window.width : 0
        property int madeFor: 0

        // Qt's keyboard lays its keys out for the width that it is made with, and for no other.
        function make() {
            if (panelWidth === madeFor)
                return;
            madeFor = panelWidth;
            if (panelWidth > 0)
                setSource("Keyboard.qml", { width: panelWidth });
            else
                source = "";
        }
        onPanelWidthChanged: make()
        Component.onCompleted: make()
        y: parent.height - height
    }
}
