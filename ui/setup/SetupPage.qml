import QtQuick
import Hearthboard

// The first start: look around in the demo home, or connect to one's own.
FocusScope {
    id: root

    required property SetupModel setup
    // Little room: what an address came to has it for itself, as a question has on every screen.
    readonly property bool tight: Math.min(width, height) < 34 * Theme.fontBody
    readonly property bool asking: setup.step !== SetupModel.Address || (tight && setup.sentence !== "")

    focus: true
    Keys.onEscapePressed: setup.back()

    Scroll {
        anchors.fill: parent
        anchors.margins: Theme.gap
        spacing: 2 * Theme.gap

        Label {
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: qsTr("Welcome to Hearthboard")
            font.pixelSize: Math.round(Theme.fontTitle * 1.5)
            font.weight: Font.DemiBold
            Tile.present: !root.tight || cards.implicitHeight + 4 * Theme.fontTitle + 2 * Theme.gap <= root.height
        }
        Item {
            implicitHeight: cards.implicitHeight

            Cells {
                id: cards
                anchors.horizontalCenter: parent.horizontalCenter
                width: Math.min(parent.width, (root.asking ? 36 : 64) * Theme.fontBody)
                height: implicitHeight
                columns: 2
                least: 20 * Theme.fontBody
                columnSpacing: Theme.gap
                rowSpacing: Theme.gap

                Card {
                    title: qsTr("Connect to your home")
                    glyph: Glyph.Plug
                    accent: Theme.price
                    Tile.tall: 1

                    Loader {
                        focus: true
                        Tile.tall: 1

                        readonly property string file: ["SetupAddress.qml", "SetupPlainHttp.qml", "SetupProvider.qml"][root.setup.step]
                        onFileChanged: setSource(file, { setup: root.setup })
                        Component.onCompleted: setSource(file, { setup: root.setup })
                    }
                }
                Card {
                    title: qsTr("Look around")
                    glyph: Glyph.House
                    accent: Theme.power
                    spacing: Theme.gap
                    Tile.tall: 1
                    Tile.present: !root.asking

                    Label {
                        wrapMode: Text.Wrap
                        text: qsTr("The demo home is a whole house, simulated on this machine: its meter, its heat pump, six sensors and the price of power.")
                        color: Theme.textSoft
                        Tile.tall: 1
                    }
                    ButtonBox {
                        Button {
                            objectName: "showDemo"
                            text: qsTr("See the demo home")
                            onChosen: root.setup.show_demo()
                        }
                    }
                }
            }
        }
    }
}
